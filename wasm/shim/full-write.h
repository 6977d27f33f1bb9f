/* hivex includes gnulib's header of this name; host.h has the declaration. */
