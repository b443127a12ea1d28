/**
 * A file's name without its folder: uploads stand in folders of their own, so that two files of one name are two datasets.
 * Taken off where names are read: nobody should have to think of it where one is shown.
 */
export const bareName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** The same with its name bare. */
export const bare = <T extends { name: string }>(file: T): T => ({ ...file, name: bareName(file.name) });
