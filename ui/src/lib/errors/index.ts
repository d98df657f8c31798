export { AppError, asAppError } from './app-error';
export { describe, errorTable, type ErrorWords, type Remedy, type Severity } from './table';
