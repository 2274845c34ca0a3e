using System.Net.Sockets;
using System.Text;

namespace Porthole.Agent.Hosting.Linux;

/// <summary>
/// Tells systemd how the service stands: datagrams of <c>NAME=value</c> lines to the socket that it names in
/// <c>NOTIFY_SOCKET</c> (sd_notify(3), "Notes").
/// </summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _manager;

    /// <param name="path">An absolute path, or a name in the abstract namespace with a leading <c>@</c>.</param>
    public NotifySocket(string path) => _manager = new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path[1..]}" : path);

    /// <summary>Whether a value of <c>NOTIFY_SOCKET</c> is one that this class can send to; systemd knows <c>vsock:</c> too, which is for virtual machines.</summary>
    public static bool Understands(string? path) => path is ['/' or '@', _, ..];

    /// <summary>Sends the lines. A manager that is gone is no reason to close cameras, so nothing is said about a failure.</summary>
    public void Send(params ReadOnlySpan<string> lines)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(string.Join('\n', lines)), _manager);
        }
        catch (SocketException)
        {
            // systemd restarts: it opens the socket again, and the next message arrives.
        }
    }

    public void Dispose() => _socket.Dispose();
}
