using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Tests.Support;

/// <summary>One end of a TCP connection, viewer or camera, with plain blocking-style verbs.</summary>
public sealed class TcpPeer(Socket socket) : IDisposable
{
    public Socket Socket => socket;

    public static async Task<TcpPeer> ConnectAsync(IPEndPoint endPoint, IPAddress? from = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(endPoint).InTimeAsync();
        return new TcpPeer(socket);
    }

    /// <summary>Connects, only listens, and says how the connection ended. A reset may come before connecting is told as done.</summary>
    public static async Task<SocketError?> CallAsync(IPEndPoint endPoint, IPAddress? from = null)
    {
        try
        {
            using var peer = await ConnectAsync(endPoint, from);
            return await peer.EndAsync();
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    public Task SendAsync(params byte[] bytes) => socket.SendAsync(bytes).InTimeAsync();

    public async Task<byte[]> ReceiveAsync(int count)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var length = await socket.ReceiveAsync(bytes.AsMemory(have)).InTimeAsync();
            length.ShouldNotBe(0, "the stream ended early");
            have += length;
        }

        return bytes;
    }

    /// <summary>Reads on and says how the stream ended: null for FIN, the error for anything else.</summary>
    public async Task<SocketError?> EndAsync()
    {
        var bytes = new byte[65536];
        try
        {
            while (await socket.ReceiveAsync(bytes).InTimeAsync() > 0)
            {
            }

            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    /// <summary>Sends a byte to the other end and waits until the relay knows that it has passed.</summary>
    public async Task PassAsync(TcpPeer to, IRelayListener listener)
    {
        var before = listener.Counters;
        await SendAsync(7);
        (await to.ReceiveAsync(1)).ShouldBe([7]);
        await Wait.UntilAsync(() => listener.Counters.BytesIn + listener.Counters.BytesOut > before.BytesIn + before.BytesOut, "the count of the byte");
    }

    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    public void Reset() => socket.Close(0);

    public void Dispose() => socket.Dispose();
}
