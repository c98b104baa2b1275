// libudev, through which udev's and the kernel's events are received.
#include <libudev.h>
