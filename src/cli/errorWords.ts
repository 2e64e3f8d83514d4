import { AuditError } from '../engine/auditing/audit.js';
import { BackendUnavailableError } from '../agents/kit.js';
import { PromptError } from '../agents/prompt.js';
import { RoutingError } from '../agents/routing.js';
import { EngineElsewhere } from '../engine/engine.js';
import { EngineStopped } from '../engine/engineWriter.js';
import { ImportError } from '../engine/importing/importError.js';
import { HandError } from '../engine/hand/handError.js';
import { GateError, InitStopped, RequestError, TrustError } from '../engine/init.js';
import { OrderError } from '../engine/orders/orderError.js';
import { PlanningError, PlanningStopped } from '../engine/planning/planningError.js';
import { PlanningElsewhere } from '../engine/planning/planningLock.js';
import { UninstallError } from '../engine/hand/uninstallError.js';
import { TrustListError } from '../engine/trust.js';
import { GitError } from '../git/git.js';
import { BrokenRefError } from '../git/refReader.js';
import { RepositoryError } from '../git/repository.js';
import { NoPlanError } from '../plan/store.js';
import { SocketFolderError } from '../platform/socketFolder.js';
import { exitCodes } from './exitCodes.js';
import type { ExitCode } from './exitCodes.js';
import { systemWords } from './systemWords.js';
import { UsageError } from './usageError.js';

const known: readonly (readonly [new (...args: never[]) => Error, ExitCode])[] = [
  [UsageError, exitCodes.usage],
  [AuditError, exitCodes.usage],
  [OrderError, exitCodes.usage],
  [RoutingError, exitCodes.usage],
  [RequestError, exitCodes.usage],
  [HandError, exitCodes.usage],
  [ImportError, exitCodes.usage],
  [RepositoryError, exitCodes.repository],
  [BrokenRefError, exitCodes.repository],
  [NoPlanError, exitCodes.repository],
  [EngineElsewhere, exitCodes.elsewhere],
  [EngineStopped, exitCodes.elsewhere],
  [BackendUnavailableError, exitCodes.failed],
  [PromptError, exitCodes.failed],
  [PlanningElsewhere, exitCodes.elsewhere],
  [PlanningError, exitCodes.failed],
  [UninstallError, exitCodes.failed],
  [GitError, exitCodes.failed],
  [TrustListError, exitCodes.failed],
  [SocketFolderError, exitCodes.failed],
  [PlanningStopped, exitCodes.interrupted],
  [TrustError, exitCodes.trust],
  [GateError, exitCodes.gate],
  [InitStopped, exitCodes.interrupted],
];

/** What the person is told of an error, and the exit code that goes with it. Only an unforeseen one shows where it came from. */
export function errorWords(error: unknown): { readonly words: string; readonly code: ExitCode } {
  if (!(error instanceof Error)) return { words: String(error), code: exitCodes.failed };
  const code = known.find(([type]) => error instanceof type)?.[1];
  if (code !== undefined) return { words: error.message, code };
  const words = systemWords(error) ?? `This was not foreseen, and is a fault of Sanctum's. Try again; if it comes back, report it with these lines:\n${error.stack ?? error.message}`;
  return { words, code: exitCodes.failed };
}
