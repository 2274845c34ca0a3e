using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Porthole.Simulation.Tests.Support;

/// <summary>Plain sockets, so that tests see exactly what is sent.</summary>
internal static class Wire
{
    // Generous: an answer on loopback takes a millisecond, a loaded machine much longer.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Long enough for an answer that is not meant to come, short enough not to slow the tests.
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    /// <summary>Sends a datagram and returns the first answer; null when none comes.</summary>
    public static async Task<byte[]?> AskAsync(IPEndPoint to, byte[] datagram, IPAddress? from = null, TimeSpan? patience = null)
    {
        using var udp = new UdpClient(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        await udp.SendAsync(datagram, to, TestContext.Current.CancellationToken);
        return await ReceiveAsync(udp, patience);
    }

    /// <summary>The next datagram; null when none comes.</summary>
    public static async Task<byte[]?> ReceiveAsync(UdpClient udp, TimeSpan? patience = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(patience ?? Patience);
        try
        {
            return (await udp.ReceiveAsync(stop.Token)).Buffer;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Opens a TCP connection, from an address of choice.</summary>
    public static async Task<Socket> ConnectAsync(IPEndPoint to, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        await socket.ConnectAsync(to, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Sends text over a new connection and reads until the other side closes; null when it keeps silent or resets.</summary>
    public static async Task<string?> TalkAsync(IPEndPoint to, string text, IPAddress? from = null, TimeSpan? patience = null)
    {
        using var socket = await ConnectAsync(to, from);
        await socket.SendAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        return await ReadToEndAsync(socket, patience) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;
    }

    /// <summary>Reads until the other side closes; null when it does not, or resets.</summary>
    public static async Task<byte[]?> ReadToEndAsync(Socket socket, TimeSpan? patience = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(patience ?? Patience);
        var all = new List<byte>();
        var buffer = new byte[4096];
        try
        {
            int received;
            while ((received = await socket.ReceiveAsync(buffer, stop.Token)) > 0)
                all.AddRange(buffer.AsSpan(0, received));
            return [.. all];
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            return null;
        }
    }

    /// <summary>Whether a connection is reset right after it was accepted. The reset may come before or after the connecting side notices.</summary>
    public static async Task<bool> IsResetAsync(IPEndPoint to, IPAddress? from = null)
    {
        try
        {
            using var socket = await ConnectAsync(to, from);
            return await ReadToEndAsync(socket) is null;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>Exactly so many bytes.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Patience);
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(have), stop.Token);
            received.ShouldBeGreaterThan(0, "the other side closed too early");
            have += received;
        }

        return bytes;
    }
}
