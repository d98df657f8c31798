import { describe, expect, it } from 'vitest';
import { AppError, asAppError, describe as words, errorTable } from '.';
import type { Code } from '../ipc/bindings';

const codes = Object.keys(errorTable) as Code[];

describe('errors', () => {
  it('takes an ErrorView, a plain string and anything else that is thrown', () => {
    const view = {
      code: 'refused',
      message: 'no',
      retryable: false,
      requestId: 'req_1',
      apiCode: 'x',
      fields: [],
    } as const;
    expect(asAppError(view)).toMatchObject({ code: 'refused', requestId: 'req_1' });
    expect(asAppError('command x not allowed')).toMatchObject({ code: 'internal', message: 'command x not allowed' });
    expect(asAppError(new TypeError('odd'))).toMatchObject({ code: 'internal', message: 'odd' });
    const own = new AppError({ code: 'offline', message: '' });
    expect(asAppError(own)).toBe(own);
  });

  it.each(codes)('has words for %s: a title and one clear sentence', (code) => {
    const said = words(new AppError({ code, message: 'Because.' }));
    expect(said.title).not.toBe('');
    expect(said.body).toMatch(/[.?]$/);
    expect(said.title + said.body).not.toMatch(/!|oops|please/i);
  });

  it('names the request for support where there is one', () => {
    expect(words(new AppError({ code: 'internal', message: 'x.', requestId: 'req_9' })).support).toBe('Request req_9');
  });
});
