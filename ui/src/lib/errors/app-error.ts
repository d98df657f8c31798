import type { Code, ErrorView, FieldProblem } from '../ipc/bindings';

/** The one kind of failure that a call rejects with. Its `message` is for reading, never for deciding. */
export class AppError extends Error implements ErrorView {
  readonly code: Code;
  readonly retryable: boolean;
  readonly requestId: string | null;
  readonly apiCode: string | null;
  readonly fields: FieldProblem[];

  constructor(view: Pick<ErrorView, 'code' | 'message'> & Partial<ErrorView>) {
    super(view.message);
    this.name = 'AppError';
    this.code = view.code;
    this.retryable = view.retryable ?? false;
    this.requestId = view.requestId ?? null;
    this.apiCode = view.apiCode ?? null;
    this.fields = view.fields ?? [];
  }
}

const isView = (value: unknown): value is ErrorView =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value;

/** Tauri itself refuses with a plain string (unknown command, bad arguments); our commands with an `ErrorView`. */
export function asAppError(refusal: unknown): AppError {
  if (refusal instanceof AppError) return refusal;
  if (isView(refusal)) return new AppError(refusal);
  const message = refusal instanceof Error ? refusal.message : String(refusal);
  return new AppError({ code: 'internal', message });
}
