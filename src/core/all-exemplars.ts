/** A cluster of at most so many images has all of them for exemplars, and no others to show beside them. */
export const allExemplars = 12;
