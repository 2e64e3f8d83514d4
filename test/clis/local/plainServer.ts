import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Step } from '../codex/modelServer.js';
import { respond } from '../codex/modelServer.js';
import type { AnyRequest, Asked, ScriptOf } from '../scriptedServer.js';
import { bodyAt, ScriptedServer } from '../scriptedServer.js';

export type PlainScript = ScriptOf<Step, PlainRequest>;

/** What the server was asked, as it understands it. */
export interface PlainRequest extends AnyRequest {
  /** The functions that the model may call; tools of other kinds are passed over, as llama.cpp does. */
  readonly functions: readonly string[];
  /** The kinds of all tools that were sent. */
  readonly kinds: readonly string[];
  /** How hard the model is to think. */
  readonly effort: string | undefined;
  /** All names of fields that the request had. */
  readonly fields: readonly string[];
}

const bodySchema = z.looseObject({
  model: z.string(),
  prompt_cache_key: z.string(),
  input: z.array(z.looseObject({ type: z.string() })),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })),
});

/**
 * A plain local server of models: `/v1/responses` and `/v1/models`, functions and nothing else. A call of a function that was not offered is
 * never made: the script's step is then an answer in words, as a model's would be that does not see a tool.
 */
export class PlainServer extends ScriptedServer<Step, PlainRequest> {
  private constructor(
    private readonly models: readonly string[],
    scriptFor: (request: PlainRequest) => PlainScript,
  ) {
    super(scriptFor);
  }

  static start(models: readonly string[], scriptFor: (request: PlainRequest) => PlainScript): Promise<PlainServer> {
    return new PlainServer(models, scriptFor).listening();
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  protected override aside({ where }: Asked, response: ServerResponse): boolean {
    if (where !== 'GET /v1/models') return false;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data: this.models.map((id) => ({ id, object: 'model', meta: { n_ctx: 32768 } })) }));
    return true;
  }

  protected override requestOf(asked: Asked): PlainRequest | undefined {
    const parsed = bodySchema.safeParse(bodyAt('POST /v1/responses', asked));
    if (!parsed.success) return undefined;
    const { model, input, tools, reasoning, prompt_cache_key: thread } = parsed.data;
    const spoken = input.findLastIndex(({ type }) => type === 'function_call' || type === 'reasoning');
    return {
      thread,
      model,
      functions: tools.flatMap(({ type, name }) => (type === 'function' && name !== undefined ? [name] : [])),
      kinds: [...new Set(tools.map(({ type }) => type))],
      conversation: JSON.stringify(input),
      news: JSON.stringify(input.slice(spoken + 1)),
      authorization: asked.headers.authorization,
      effort: reasoning?.effort ?? undefined,
      fields: Object.keys(parsed.data),
    };
  }

  protected override send(step: Step, { functions }: PlainRequest, response: ServerResponse): void {
    if (step.status !== undefined) {
      this.refuse(response, step.status, { error: { message: 'Not today.' } });
      return;
    }
    const { call } = step;
    const name = call === undefined ? '' : call.from === 'sanctum' ? `mcp__sanctum__${call.name}` : call.name;
    const isOffered = call === undefined || functions.includes(name);
    // Tools that a model writes in its own way are written so on purpose.
    const told = isOffered || /[./]/.test(call.name) ? step : { text: `I see no tool ${name}.` };
    respond(response, `resp_${String(this.requests.length)}`, told, () => ({ name: isOffered ? name : call.name }));
  }
}
