using System.Net;
using System.Net.Sockets;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>A viewer on the internet who leaves a camera's picture running.</summary>
internal sealed class LiveView : IDisposable
{
    // The camera sends ten a second.
    private const int Ticks = 5;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private LiveView(Socket socket) => _socket = socket;

    /// <summary>Opens the picture over a port of the router.</summary>
    public static async Task<LiveView> OpenAsync(RouterLab lab, int externalPort)
    {
        var view = new LiveView(await lab.Viewer.ConnectAsync(new IPEndPoint(IPAddress.Parse(RouterLab.WanAddress), externalPort)));
        await view._socket.SendAsync("GET /live HTTP/1.1\r\nHost: camera\r\n\r\n"u8.ToArray(), SocketFlags.None);
        await view.ShouldGoOnAsync();
        return view;
    }

    /// <summary>More of the picture arrives, beyond what was under way already.</summary>
    public async Task ShouldGoOnAsync()
    {
        while (_socket.Available > 0)
            await ReceiveAsync();
        for (var tick = 0; tick < Ticks; tick++)
            (await ReceiveAsync()).ShouldBeGreaterThan(0, "the picture ended");
    }

    /// <summary>The connection is closed.</summary>
    public async Task ShouldEndAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Bound);
        try
        {
            while (await _socket.ReceiveAsync(_buffer, SocketFlags.None, limit.Token) > 0)
                limit.IsCancellationRequested.ShouldBeFalse("the picture goes on");
        }
        catch (SocketException exception)
        {
            exception.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }
    }

    /// <summary>The viewer goes away.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Bound);
        return await _socket.ReceiveAsync(_buffer, SocketFlags.None, limit.Token);
    }
}
