import { inParallel } from '../support/inParallel.js';
import { cheapPackageFaults } from '../support/packageFaults.js';

inParallel('a published package with its own tests, and', 2, cheapPackageFaults);
