/* compiler.h - the compiler attributes this program uses. */
#pragma once

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define ALWAYS_INLINE __attribute__((always_inline)) inline
#else
#define PRINTF_LIKE(text, first)
#define MUST_CHECK
#define ALWAYS_INLINE inline
#endif
