using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Porthole.PortMapping.Discovery;

/// <summary>A netlink socket (rtnetlink(7)) on which the kernel tells every change of links, IPv4 addresses and routes.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LinuxRouteChanges : IDisposable
{
    // linux/socket.h, linux/netlink.h, linux/rtnetlink.h; the same on every architecture that .NET runs on.
    private const int AfNetlink = 16;
    private const int SockRaw = 3;
    private const int SockCloexec = 0x80000;
    private const int NetlinkRoute = 0;
    private const uint GroupLink = 0x1;
    private const uint GroupIpv4Address = 0x10;
    private const uint GroupIpv4Route = 0x40;

    // Only the fact of a message counts; a longer one is cut.
    private const int BufferSize = 4096;

    private readonly Socket _socket;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop = new();

    private LinuxRouteChanges(Socket socket, Action changed)
    {
        _socket = socket;
        _changed = changed;
        _ = Task.Run(ListenAsync);
    }

    /// <summary>Opens the socket; null when the kernel or a sandbox refuses it.</summary>
    public static LinuxRouteChanges? TryWatch(Action changed)
    {
        try
        {
            return Open(changed);
        }
        catch (DllNotFoundException)
        {
            // A C library of another name: the slow poll has to do.
            return null;
        }
    }

    private static LinuxRouteChanges? Open(Action changed)
    {
        var descriptor = OpenSocket(AfNetlink, SockRaw | SockCloexec, NetlinkRoute);
        if (descriptor < 0)
            return null;
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        /* struct sockaddr_nl: family (2), padding (2), port id (4, 0 = chosen by the kernel), groups (4) */
        var address = new NetlinkAddress(AfNetlink, 0, 0, GroupLink | GroupIpv4Address | GroupIpv4Route);
        if (Bind(descriptor, in address, Marshal.SizeOf<NetlinkAddress>()) == 0)
            return new LinuxRouteChanges(new Socket(handle), changed);
        handle.Dispose();
        return null;
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[BufferSize];
        while (true)
        {
            try
            {
                await _socket.ReceiveAsync(buffer, SocketFlags.None, _stop.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
            {
                // ENOBUFS: messages were dropped. That is a change as well.
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            _changed();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _stop.Dispose();
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct NetlinkAddress(ushort Family, ushort Padding, uint PortId, uint Groups);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Bind(int socket, in NetlinkAddress address, int length);
}
