export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** Where the engine says what it does; a line each, for people. */
export interface Log {
  write(level: LogLevel, words: string): void;
}
