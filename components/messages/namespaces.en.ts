/** Namespaces and their mappings, and the Globals page of a namespace. */
export const namespaceTitlesEn = { namespaces: 'Namespaces', newNamespace: 'New Namespace', editNamespace: 'Edit Namespace' };

export const namespacesEn = {
  heading: 'The following is a list of the namespaces of this instance:',
  perInstance:
    'Namespaces belong to this instance alone and are not mirrored. Create the same namespaces and mappings on every member that holds the databases.',
  create: 'Create New Namespace',
  column: {
    name: 'Namespace',
    globals: 'Globals',
    routines: 'Routines',
    mappings: 'Mappings',
    actions: 'Actions',
    kind: 'Kind',
    pattern: 'Name',
    database: 'Database',
    delete: 'Delete',
  },
  /** After the name of a database. */
  mirrored: '{database} (mirror {mirror})',
  missing: 'The database {database} does not exist here or is not mounted: what lies in it cannot be reached.',
  edit: 'Edit',
  editOf: 'Edit namespace {name}',
  delete: 'Delete',
  deleteOf: 'Delete namespace {name}',
  deleteText: 'Namespace {name} and its mappings are deleted. The databases and what is in them stay.',
  deleteConfirm: 'Yes, delete namespace {name}',
  performNow: 'Perform Action Now',
  name: 'Name of the namespace',
  nameHelp: 'A letter or %, then letters, digits, - and _; shown in upper case.',
  copyFrom: 'Copy from',
  copyNone: 'None',
  copyHelp: 'The new namespace starts with the databases and the mappings of this one.',
  globalsDatabase: 'Select an existing database for Globals',
  routinesDatabase: 'Select an existing database for Routines',
  routinesHelp: 'Definitions of SQL tables lie here, too.',
  createDatabase: 'Create New Database…',
  choose: 'Choose a database',
  definitionsNotMirrored:
    'Data in {globals} is mirrored, but {routines} is not. Tables that are created here have no definition on the other members. Choose the mirrored database for routines as well.',
  save: 'Save',
  cancel: 'Cancel',
  saved: 'Namespace {name} has been saved.',
  created: 'Namespace {name} has been created.',
  unknown: 'There is no namespace {name} on this instance.',
  databases: 'Databases',
  mappings: 'Mappings of {name}',
  mappingsText:
    'What is mapped is taken from another database than the default. An exact name comes before the beginning of a name; of several beginnings the longest counts.',
  noMappings: 'Nothing is mapped.',
  kind: { global: 'Global', routine: 'Routine', package: 'Package' },
  addMapping: 'Add Mapping',
  pattern: 'Name',
  patternHelp: 'A name, or the beginning of names followed by *: Person, Person*. The package of schema SQLUser is User.',
  mappingDatabase: 'Database',
  add: 'Add',
  added: '{pattern} is mapped to {database}.',
  deleteMappingOf: 'Delete the mapping of {pattern}',
  deleteMappingText: '{pattern} is then taken from the default database of namespace {name} again. Nothing is moved between databases.',
};

/** Joins the words of the Globals page. */
export const namespaceGlobalsEn = {
  namespace: 'Namespace',
  chooseNamespace: 'Choose a namespace',
  listCaptionNamespace: 'Globals of namespace {namespace}',
  noGlobalsInNamespace: 'This namespace has no globals.',
  liesIn: 'in {database}',
};
