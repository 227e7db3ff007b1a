/** What every query may answer while its view is behind or not built yet. */
export const readingProblems = { 'read-model-lagging': 503, 'read-model-not-ready': 503 };
