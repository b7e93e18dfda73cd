/** Words of the mirror forms (create, join, edit, SSL/TLS). */
export const formsEn = {
  save: 'Save',
};
