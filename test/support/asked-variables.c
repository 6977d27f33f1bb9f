/* For LD_PRELOAD: adds every name that the program asks the environment for to the file LOG, one a line. */
#define RTLD_NEXT ((void *)-1l)
#define O_WRONLY 1
#define O_CREAT 0100
#define O_APPEND 02000

void *dlsym(void *, const char *);
int open(const char *, int, ...);
long write(int, const void *, unsigned long);
int close(int);
unsigned long strlen(const char *);

static void tell(const char *name) {
  int log = open(LOG, O_WRONLY | O_CREAT | O_APPEND, 0600);
  write(log, name, strlen(name));
  write(log, "\n", 1);
  close(log);
}

char *getenv(const char *name) {
  char *(*real)(const char *) = (char *(*)(const char *))dlsym(RTLD_NEXT, "getenv");
  tell(name);
  return real(name);
}

char *secure_getenv(const char *name) {
  char *(*real)(const char *) = (char *(*)(const char *))dlsym(RTLD_NEXT, "secure_getenv");
  tell(name);
  return real(name);
}
