/** The programs that the tests of the extension run, by absolute path. */
export interface HostPrograms {
  readonly node: string;
  readonly server: string;
  readonly browser: string;
}
export function installHost(): HostPrograms;
