using System.Net;
using System.Net.Sockets;

namespace Porthole.Agent.Tests.Support;

/// <summary>A camera that says back what a viewer says, and viewers who watch it through a relay.</summary>
internal sealed class Watched : IDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Parse("127.0.0.20"), 0);
    private readonly Task _serving;

    public Watched()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A viewer that has seen something.</summary>
    public async Task<Viewer> WatchAsync(int relayPort, string relayAddress = "127.0.0.1")
    {
        _serving.IsFaulted.ShouldBeFalse();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(relayAddress), relayPort).WaitAsync(Bound);
        var viewer = new Viewer(socket);
        await viewer.GoesOnAsync();
        return viewer;
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = EchoAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        try
        {
            var bytes = new byte[64];
            while (await socket.ReceiveAsync(bytes) is > 0 and var length) await socket.SendAsync(bytes.AsMemory(0, length));
        }
        catch (SocketException)
        {
            // Cut.
        }
        finally
        {
            socket.Dispose();
        }
    }

    public sealed class Viewer(Socket socket) : IDisposable
    {
        public Socket Socket => socket;

        public async Task GoesOnAsync()
        {
            await socket.SendAsync(new byte[] { 42 }).WaitAsync(Bound);
            var bytes = new byte[1];
            (await socket.ReceiveAsync(bytes).WaitAsync(Bound)).ShouldBe(1, "the viewer lost its picture");
        }

        public void Dispose() => socket.Dispose();
    }
}
