using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Porthole.Tray.Tests.Support;

/// <summary>Answers every connection with the same bytes, whatever was asked, and closes it.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private int _connections;

    public RawServer(string answer)
    {
        _answer = Encoding.UTF8.GetBytes(answer);
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                try
                {
                    var stream = client.GetStream();
                    _ = await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false);
                    await stream.WriteAsync(_answer);
                    client.Client.Shutdown(SocketShutdown.Send);
                    _ = await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false);
                }
                catch (Exception exception) when (exception is IOException or SocketException)
                {
                    // The other side had enough.
                }
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }
}
