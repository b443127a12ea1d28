/** A file's name without its folder: uploads stand in folders of their own, so that two files of one name are two datasets. */
export const bareName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
