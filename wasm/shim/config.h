/* Stands in for the config.h that hivex's ./configure would write. */
#define HAVE_MMAP 1
#define ICONV_CONST
