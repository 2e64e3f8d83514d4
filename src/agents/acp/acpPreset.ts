/** What a preset has to go by when it prepares a run. */
export interface PresetRequest {
  readonly model: string;
  /** The engineer's settings for Sanctum's sessions of this agent, as they were written. */
  readonly settings: string | undefined;
  /** What the engineer's own login of this agent keeps. */
  readonly login: string | undefined;
  readonly home: string;
}

/** What a run of an agent is started with. */
export interface PresetLaunch {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Written before the start, by path below the run's home. */
  readonly files: Readonly<Record<string, string>>;
}

/** An agent that speaks the Agent Client Protocol, and all that Sanctum must know of it. */
export interface AcpPreset {
  /** The backend's name, and that of its program on PATH. */
  readonly name: string;
  /** Names the program that is to be used, by its path. */
  readonly variable: string;
  readonly install: string;
  /** How the engineer gives it access to a model; the rest of a sentence. */
  readonly login: string;
  /** Whether Sanctum's tests run it; one that they do not is said to be unverified. */
  readonly verified: boolean;
  readonly capabilities: { readonly resume: boolean; readonly usage: boolean; readonly cost: boolean };
  /** Whether the reply to a prompt counts all of the turn's tokens. */
  readonly countsTurns: boolean;
  /** An example of a model's name. */
  readonly model: string;
  /** The file in Sanctum's home that holds the engineer's settings. */
  readonly settings?: string;
  /** Where the engineer's own login lies, below the folder that the variable names or, without it, below HOME. */
  readonly loginFile?: { readonly variable: string; readonly below: string; readonly belowHome: string };
  /** The variables of the machine that it may see: those that hold keys, or name a model's server. */
  readonly keys: (request: Pick<PresetRequest, 'model' | 'settings'>) => readonly string[];
  readonly launch: (request: PresetRequest) => PresetLaunch;
  /** Arguments by which it prints what a session came to, `{session}` standing for its id. */
  readonly exports?: readonly string[];
  /** Arguments by which the engineer goes on with a session in a terminal. */
  readonly byHand?: (session: string, request: PresetRequest) => readonly string[];
}
