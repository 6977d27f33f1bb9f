/** Whether a drive has no letter, but a place where it is mounted: the system is no Windows, and drivers are loaded in other ways. */
export const isMounted = ({ root }: { readonly root: string }): boolean => root.startsWith('/');
