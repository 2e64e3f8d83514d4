import { join } from 'node:path';
import { ProjectFolder } from '../../git/projectFolder.js';
import type { QueueContext } from '../../queue/context.js';
import type { Project } from '../project.js';
import { queueContext } from '../project.js';

/** The project's folder with a scratch of its own: an engine that starts beside it empties the other one. */
class PlanningFolder extends ProjectFolder {
  override scratch(name: string): string {
    return join(this.path, 'planning-scratch', name);
  }
}

/** What snapshots and merges of the spec are made with. */
export async function planningContext(project: Project, branch: string): Promise<QueueContext> {
  return { ...(await queueContext(project, branch)), project: new PlanningFolder(project.home, project.place.commonDir) };
}
