import * as z from 'zod';

/** A tool as codex knows it. */
export interface NamespacedTool {
  readonly namespace: string;
  readonly name: string;
}

/** Under what names a model may call the tools that codex has in namespaces. */
export type FlatNames = ReadonlyMap<string, NamespacedTool>;

export interface FlatRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly names: FlatNames;
}

const functionTool = z.looseObject({ type: z.literal('function'), name: z.string() });
const namespaceTool = z.looseObject({ type: z.literal('namespace'), name: z.string(), tools: z.array(z.unknown()) });
const textPart = z.object({ type: z.enum(['input_text', 'output_text']), text: z.string() });

function flatName({ namespace, name }: NamespacedTool): string {
  return `${namespace}__${name}`;
}

/**
 * A request of codex's for a server that knows functions and nothing else: tools in a namespace become functions named
 * `<namespace>__<tool>`, tools of other kinds are left out (llama.cpp passes over them, others refuse the request), and the calls in the
 * conversation are named as the model knows them.
 */
export function flatRequest(request: Readonly<Record<string, unknown>>): FlatRequest {
  const { client_metadata: _ofCodexAlone, ...body } = request;
  const given: readonly unknown[] = Array.isArray(body['tools']) ? body['tools'] : [];
  const namespaced: NamespacedTool[] = [];
  const tools = given.flatMap((tool): readonly unknown[] => {
    const namespace = namespaceTool.safeParse(tool);
    if (!namespace.success) return functionTool.safeParse(tool).success ? [tool] : [];
    return namespace.data.tools.flatMap((inner) => {
      const one = functionTool.safeParse(inner);
      if (!one.success) return [];
      const named = { namespace: namespace.data.name, name: one.data.name };
      namespaced.push(named);
      return [{ ...one.data, name: flatName(named) }];
    });
  });
  const input = Array.isArray(body['input']) ? body['input'].map(flatItem) : body['input'];
  return { body: { ...body, ...(given.length === 0 ? {} : { tools }), input }, names: namesFor(namespaced, tools) };
}

/** The names that were offered, and those that models are seen to make of them. */
function namesFor(namespaced: readonly NamespacedTool[], offered: readonly unknown[]): FlatNames {
  const names = new Map<string, NamespacedTool>();
  for (const tool of namespaced) {
    for (const name of [tool.name, `${tool.namespace}.${tool.name}`, `${tool.namespace}/${tool.name}`]) if (!names.has(name)) names.set(name, tool);
  }
  for (const tool of offered) {
    const { data } = functionTool.safeParse(tool);
    if (data !== undefined) names.delete(data.name);
  }
  for (const tool of namespaced) names.set(flatName(tool), tool);
  return names;
}

function flatItem(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('type' in item)) return item;
  if (item.type === 'function_call' && 'namespace' in item && 'name' in item) {
    const { namespace, name, ...rest } = item;
    return typeof namespace === 'string' ? { ...rest, name: flatName({ namespace, name: String(name) }) } : item;
  }
  if (item.type === 'function_call_output' && 'output' in item) {
    // Older servers take one text alone.
    const parts = z.array(textPart).safeParse(item.output);
    return parts.success ? { ...item, output: parts.data.map(({ text }) => text).join('\n') } : item;
  }
  return item;
}

const callItem = z.looseObject({ type: z.literal('function_call'), name: z.string() });

/** What the server says, in codex's own names: an event of its stream, or a part of one. */
export function namespacedEvent(event: Readonly<Record<string, unknown>>, names: FlatNames): Readonly<Record<string, unknown>> {
  const { item, response } = event;
  const answered = typeof response === 'object' && response !== null && 'output' in response && Array.isArray(response.output) ? { response: { ...response, output: response.output.map((one) => namespacedItem(one, names)) } } : {};
  return { ...event, ...(item === undefined ? {} : { item: namespacedItem(item, names) }), ...answered };
}

function namespacedItem(item: unknown, names: FlatNames): unknown {
  const call = callItem.safeParse(item);
  if (!call.success) return item;
  // What gpt-oss writes around a name, and not every server takes off.
  const name = call.data.name.replace(/^functions\./, '').replace(/<\|.*$/, '');
  const tool = names.get(name);
  return { ...call.data, name, ...(tool ?? {}) };
}
