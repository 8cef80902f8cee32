export const status = {
  safetyCheck: 'New uploads are being kept. They will be checked and shown as soon as the safety check is back.',
  library: 'Your library cannot be reached at the moment. Nothing is lost; it comes back by itself.',
  uploads: 'Uploads are not possible at the moment. Running uploads wait and resume by themselves.',
} as const;
