#include "master/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"

static bool
try_lock(int fd)
{
	struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &fl) == 0;
}

static pid_t
read_pid(int fd)
{
	char text[32];
	ssize_t n = pread(fd, text, sizeof(text), 0);
	uint64_t pid;

	if (n <= 0 || !num_u64(str_trim(str_of(text, (size_t)n)), &pid) ||
	    pid > INT32_MAX)
		return 0;
	return (pid_t)pid;
}

enum pidfile_state
pidfile_probe(const char *path, pid_t *pid)
{
	struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum pidfile_state state = PIDFILE_FREE;

	*pid = 0;
	if (fd < 0)
		return errno == ENOENT ? PIDFILE_FREE : PIDFILE_ERROR;
	if (fcntl(fd, F_OFD_GETLK, &fl) < 0) {
		state = PIDFILE_ERROR;
	} else if (fl.l_type != F_UNLCK) {
		state = PIDFILE_RUNNING;
		*pid = read_pid(fd);
	}
	close(fd);
	return state;
}

/* Between open and lock the file may have been replaced by another start. */
static bool
is_still(const char *path, int fd)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(path, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

int
pidfile_lock(const char *path, bool *running)
{
	int fd;

	*running = false;
	for (;;) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		    0644);
		if (fd < 0)
			return -1;
		if (!try_lock(fd)) {
			*running = errno == EAGAIN || errno == EACCES;
			close(fd);
			return -1;
		}
		if (is_still(path, fd))
			return fd;
		close(fd);
	}
}

static int
write_beside(const char *path, char *temp, size_t size)
{
	char text[32];
	int n = snprintf(temp, size, "%s.%d", path, (int)getpid());
	int fd;

	if (n < 0 || (size_t)n >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	unlink(temp);
	fd = open(temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	n = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	if (try_lock(fd) && fchmod(fd, 0644) == 0 &&
	    write(fd, text, (size_t)n) == n)
		return fd;
	close(fd);
	unlink(temp);
	return -1;
}

int
pidfile_write(const char *path, int lock_fd)
{
	char temp[4096];
	int fd = write_beside(path, temp, sizeof(temp));

	if (fd < 0)
		return -1;
	if (rename(temp, path) < 0) {
		unlink(temp);
		close(fd);
		return -1;
	}
	close(lock_fd);
	return fd;
}

void
pidfile_remove(const char *path, int lock_fd)
{
	if (is_still(path, lock_fd))
		unlink(path);
	close(lock_fd);
}
