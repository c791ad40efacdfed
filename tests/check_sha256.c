/* SHA-256 against the examples of its standard, in pieces of any size, and of files. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "sha256.h"
#include "support.h"

static struct str digest_of(struct arena *arena, struct str text, size_t piece)
{
    struct sha256 digest;
    sha256_init(&digest);
    for (size_t at = 0; at < text.len; at += piece) {
        sha256_add(&digest, str_cut(text, at, at + piece));
    }
    return sha256_end(&digest, arena);
}

START_TEST(examples_of_the_standard)
{
    static const char *const EXAMPLES[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof EXAMPLES / sizeof EXAMPLES[0]; i++) {
        for (size_t piece = 1; piece < 70; piece++) {
            assert_str(digest_of(&arena, str_of(EXAMPLES[i][0]), piece), EXAMPLES[i][1]);
        }
    }
    struct buf million = BUF(&arena);
    for (size_t i = 0; i < 1000 * 1000; i++) {
        buf_char(&million, 'a');
    }
    assert_str(digest_of(&arena, buf_str(&million), 1000),
               "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    arena_free(&arena);
}

END_TEST

START_TEST(files)
{
    char path[] = "/tmp/XXXXXX";
    struct arena arena = {0};
    struct str hex;
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "abcd", 4), 4);
    ck_assert(sha256_of_file(&arena, fd, 3, &hex));
    assert_str(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 4);
    ck_assert(!sha256_of_file(&arena, fd, 5, &hex));
    close(fd);
    unlink(path);
    ck_assert(!sha256_of_file(&arena, fd, 1, &hex));
    arena_free(&arena);
}

END_TEST

int main(void)
{
    Suite *suite = suite_create("sha256");
    TCase *tests = tcase_create("sha256");
    tcase_add_test(tests, examples_of_the_standard);
    tcase_add_test(tests, files);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
