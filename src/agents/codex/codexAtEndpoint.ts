import { sanctumHome } from '../../git/projectFolder.js';
import type { Ports } from '../../platform/ports.js';
import type { Command } from '../../platform/processes.js';
import type { BackendUnavailable } from '../backend.js';
import { missingKey } from '../local/checkEndpoint.js';
import type { LocalOrder } from '../local/localOrder.js';
import { endpointKeyVariable, localVariable, shimAddress, shimTokenVariable } from '../local/localOrder.js';
import { silenceAt } from '../local/silenceFor.js';
import type { NamedEndpoint } from '../routing.js';

/** The bundled program that stands between codex and an endpoint, and the Node that runs it. */
export interface ShimProgram {
  readonly execPath: string;
  readonly program: string;
}

/** codex at a model of an endpoint. */
export interface AtEndpoint {
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** codex's own command as the child of the shim. */
  readonly wrap: (codex: Command) => Command;
}

/** The settings and the program by which codex reaches a model at an endpoint, or why it cannot. */
export async function atEndpoint({ files, processes }: Pick<Ports, 'files' | 'processes'>, shim: ShimProgram, endpoint: NamedEndpoint, model: string): Promise<AtEndpoint | BackendUnavailable> {
  const environment = processes.environment();
  const { name, url, keyVariable } = endpoint;
  const noKey = missingKey(endpoint, environment);
  if (noKey !== undefined) return { unavailable: noKey };
  const home = sanctumHome(environment);
  const key = keyVariable === undefined ? undefined : environment[keyVariable];
  return {
    settings: {
      model_provider: 'sanctum-endpoint',
      'model_providers.sanctum-endpoint.name': name,
      'model_providers.sanctum-endpoint.base_url': `${shimAddress}/v1`,
      'model_providers.sanctum-endpoint.wire_api': 'responses',
      'model_providers.sanctum-endpoint.env_key': shimTokenVariable,
      'model_providers.sanctum-endpoint.request_max_retries': 2,
      'model_providers.sanctum-endpoint.stream_max_retries': 2,
      // codex gives a stream up for lost after five minutes unless told.
      'model_providers.sanctum-endpoint.stream_idle_timeout_ms': (await silenceAt(files, home, endpoint, model)) * 1000,
      ...(endpoint.context === undefined ? {} : { model_context_window: endpoint.context }),
    },
    wrap: ({ file, args, cwd, env }) => {
      const order: LocalOrder = { agent: { file, args: [...args] }, endpoint: { name, url, ...(keyVariable === undefined ? {} : { keyVariable }) }, model, home };
      return {
        file: shim.execPath,
        args: [shim.program],
        cwd,
        env: { ...env, ELECTRON_RUN_AS_NODE: '1', [localVariable]: JSON.stringify(order), ...(key === undefined ? {} : { [endpointKeyVariable]: key }) },
      };
    },
  };
}
