#!/bin/sh
# preforkctl: the verbs of apachectl for preforkd.  What is no verb is passed
# on as it is.  The preforkd beside this file is used, or $PREFORKD.
set -u
program=${PREFORKD:-$(dirname "$0")/preforkd}

usage()
{
	cat <<'TEXT'
Usage: preforkctl start|stop|restart|graceful|graceful-stop|configtest [option ...]
       preforkctl option ...
  start          start the server; comes back when it answers
  stop           end it; requests in progress get 3 seconds
  graceful-stop  end it when the requests in progress are done
  graceful       load the configuration again, losing nothing
  restart        the same; old processes get 30 seconds
  configtest     check the configuration
Options are those of preforkd, such as -f file or -S.
TEXT
}

[ $# -gt 0 ] || { usage >&2; exit 1; }
verb=$1
case $verb in
start | stop | restart | graceful | graceful-stop)
	shift
	exec "$program" "$@" -k "$verb"
	;;
configtest)
	shift
	exec "$program" "$@" -t
	;;
help)
	usage
	;;
-*)
	exec "$program" "$@"
	;;
*)
	echo "preforkctl: there is no verb $verb" >&2
	usage >&2
	exit 1
	;;
esac
