import type { GitObject } from './objects.js';
import type { TreeBody } from './treeBody.js';

export interface RecentObject extends GitObject {
  /** A tree's entries, once somebody asked for them. */
  readonly tree?: TreeBody;
}

/** In bytes; decoded trees take a few times as much. */
const most = 8 * 1024 * 1024;

/** Objects that were written or read lately, by id. An object never changes, so that nothing here can be stale. */
export class RecentObjects {
  private readonly objects = new Map<string, RecentObject>();
  private bytes = 0;

  get(id: string): RecentObject | undefined {
    return this.objects.get(id);
  }

  /** The oldest go when it gets too much. */
  remember(id: string, object: RecentObject): void {
    this.bytes += object.body.length - (this.objects.get(id)?.body.length ?? 0);
    this.objects.delete(id);
    this.objects.set(id, object);
    for (const [oldest, { body }] of this.objects) {
      if (this.bytes <= most) break;
      this.objects.delete(oldest);
      this.bytes -= body.length;
    }
  }
}
