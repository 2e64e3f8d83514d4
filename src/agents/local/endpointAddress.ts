/** The address of one of an endpoint's functions (`responses`, `models`), whether or not its own ends in `/v1`. */
export function endpointAddress(url: string, name: string): string {
  const base = url.replace(/\/+$/, '');
  const hasPath = /^https?:\/\/[^/]+\/./.test(base);
  return `${base}${hasPath ? '' : '/v1'}/${name}`;
}
