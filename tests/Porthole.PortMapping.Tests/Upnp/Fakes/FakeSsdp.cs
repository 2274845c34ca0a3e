using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Porthole.PortMapping.Upnp.Ssdp;

namespace Porthole.PortMapping.Tests.Upnp.Fakes;

/// <summary>A router's SSDP side on loopback.</summary>
internal sealed class FakeSsdp : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, IEnumerable<string>> _answer;
    private readonly Task _loop;

    public FakeSsdp(Func<string, IEnumerable<string>> answer)
        : this(answer, IPAddress.Loopback)
    {
    }

    private FakeSsdp(Func<string, IEnumerable<string>> answer, IPAddress address)
    {
        _answer = answer;
        _socket.Bind(new IPEndPoint(address, 0));
        _loop = ServeAsync();
    }

    /// <summary>A router that hears what is sent to the group, on loopback, and nothing that is sent to itself.</summary>
    public static FakeSsdp InTheGroup(Func<string, IEnumerable<string>> answer)
    {
        var ssdp = new FakeSsdp(answer, SsdpSocket.Group);
        ssdp._socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(SsdpSocket.Group, IPAddress.Loopback));
        return ssdp;
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public ConcurrentQueue<string> Searches { get; } = [];

    /// <summary>From where the searches came.</summary>
    public IPEndPoint? Client { get; private set; }

    public static string Answer(Uri location, string extra = "", string target = "urn:schemas-upnp-org:device:InternetGatewayDevice:1") =>
        $"HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nST: {target}\r\nUSN: uuid:11111111-2222-3333-4444-555555555555::{target}\r\n" +
        $"EXT:\r\nSERVER: Test/1.0 UPnP/1.1 Fake/1.0\r\nLOCATION: {location}\r\n{extra}\r\n";

    public static string Notify(string kind, Uri location, string target = "upnp:rootdevice", string device = "uuid:11111111-2222-3333-4444-555555555555") =>
        $"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: {target}\r\nNTS: ssdp:{kind}\r\nUSN: {device}::{target}\r\nLOCATION: {location}\r\n\r\n";

    /// <summary>Sends something unasked to where the last search came from.</summary>
    public void Tell(string text) => _socket.SendTo(Encoding.Latin1.GetBytes(text), Client!);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[4096];
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                var search = Encoding.Latin1.GetString(buffer, 0, received.ReceivedBytes);
                Client = (IPEndPoint)received.RemoteEndPoint;
                Searches.Enqueue(search);
                foreach (var answer in _answer(search))
                {
                    await _socket.SendToAsync(Encoding.Latin1.GetBytes(answer), received.RemoteEndPoint);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client's socket is closed.
            }
        }
    }
}
