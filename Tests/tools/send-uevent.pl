#!/usr/bin/perl
# Sends an event as if from the kernel, in this network namespace only.
#
#   send-uevent.pl ACTION DEVPATH SUBSYSTEM [KEY=VALUE...]
#
# A message to NETLINK_KOBJECT_UEVENT that a privileged process sends is given a SEQNUM by the kernel and
# multicast with the kernel as its sender (Linux 4.18), so that udevd takes it like any other.
use strict;
use warnings;

my ($action, $devpath, $subsystem, @keys) = @ARGV;
die "usage: send-uevent.pl ACTION DEVPATH SUBSYSTEM [KEY=VALUE...]\n" unless defined $subsystem;
my $text = join "\0", "$action\@$devpath", "ACTION=$action", "DEVPATH=$devpath",
  "SUBSYSTEM=$subsystem", @keys, "";
my ($AF_NETLINK, $SOCK_RAW, $NETLINK_KOBJECT_UEVENT) = (16, 3, 15);
my ($type, $NLM_F_REQUEST) = (16, 1);
socket(my $socket, $AF_NETLINK, $SOCK_RAW, $NETLINK_KOBJECT_UEVENT) or die "socket: $!\n";
my $message = pack("LSSLL", 16 + length $text, $type, $NLM_F_REQUEST, 0, 0) . $text;
send($socket, $message, 0, pack("SSLL", $AF_NETLINK, 0, 0, 0)) or die "send: $!\n";
