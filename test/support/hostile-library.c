/* A library that leaves a file, MARK, when it is loaded. Without a C library: one compiler makes it for every system. */
#ifdef _WIN32
__declspec(dllimport) void *CreateFileA(const char *, unsigned, unsigned, void *, unsigned, unsigned, void *);

int DllMain(void *module, unsigned reason, void *reserved) {
  CreateFileA(MARK, 0x40000000 /* GENERIC_WRITE */, 0, 0, 2 /* CREATE_ALWAYS */, 0, 0);
  return 1;
}
#else
int creat(const char *, unsigned);

__attribute__((constructor)) static void leave_mark(void) { creat(MARK, 0600); }
#endif
