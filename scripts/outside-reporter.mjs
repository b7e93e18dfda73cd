// The errors that no test caught (a promise refused while nobody waited, a throw in a timer), which Vitest's report in JSON leaves out.
import fs from 'node:fs';

/** Where the errors of the run with this report lie. */
export const outsideFile = (report) => `${report}.outside`;

export default class OutsideReporter {
  onInit(vitest) {
    this.file = outsideFile(vitest.config.outputFile.json);
  }

  onTestRunEnd(_modules, errors) {
    const kept = errors.map((error) => ({
      file: error.VITEST_TEST_PATH,
      test: error.VITEST_TEST_NAME,
      stack: error.stack ?? error.message,
    }));
    fs.writeFileSync(this.file, JSON.stringify(kept));
  }
}
