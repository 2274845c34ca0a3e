using System.Net;
using System.Net.Sockets;

namespace Porthole.Relay.Tests.Support;

/// <summary>A viewer or a device that speaks UDP.</summary>
public sealed class UdpPeer : IDisposable
{
    private readonly UdpClient _client;

    public UdpPeer(IPEndPoint? endPoint = null)
    {
        _client = new UdpClient(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_client.Client.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public static UdpPeer At(string address) => new(new IPEndPoint(IPAddress.Parse(address), 0));

    public Task SendAsync(IPEndPoint to, params byte[] bytes) => _client.SendAsync(bytes, to).InTimeAsync();

    public async Task<(byte[] Bytes, IPEndPoint From)> ReceiveAsync()
    {
        var result = await _client.ReceiveAsync().InTimeAsync();
        return (result.Buffer, result.RemoteEndPoint);
    }

    /// <summary>Whether nothing has come although all that was sent before has been dealt with.</summary>
    public bool HasNothing => _client.Available == 0;

    public void Dispose() => _client.Dispose();
}
