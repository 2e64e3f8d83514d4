/** Randomness, as the rest of the house is allowed to see it. */
export interface Random {
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
}
