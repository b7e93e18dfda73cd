/** The Processes page. */
export const processTitlesEn = { processes: 'Processes' };

export const processesEn = {
  caption: 'Processes of {instance}',
  column: {
    job: 'Job #',
    processId: 'Process ID',
    user: 'User',
    device: 'Device',
    namespace: 'Namespace',
    routine: 'Routine',
    commands: 'Commands',
    globals: 'Globals',
    state: 'State',
    client: 'Client IP',
  },
};
