using System.Net;
using Porthole.PortMapping.NatPmp;
using Porthole.PortMapping.Tests.Discovery;

namespace Porthole.PortMapping.Tests.NatPmp;

/// <summary>
/// A NAT-PMP probe against a server on loopback; <see cref="Ask"/> searches and hands over the protocol.
/// Unless a test moves it, time stands still, so that no answer comes too late on a busy machine.
/// </summary>
internal sealed class NatPmpFixture : IAsyncDisposable
{
    public NatPmpFixture(Func<byte[], IEnumerable<byte[]>> answer, TimeProvider? time = null)
    {
        Server = new LoopbackGateway(answer);
        Probe = new NatPmpProbe(LoopbackGateway.Gateway, Server.Options(MappingProtocol.NatPmp), Identities.Plain, time ?? new ManualTime());
        Probe.Start(Sink);
    }

    /// <summary>A server that tells its address and answers maps as told.</summary>
    public static NatPmpFixture Mapping(Func<byte[], IEnumerable<byte[]>> map) => new(request =>
        NatPmpServerMirror.Opcode(request) == NatPmpServerMirror.ExternalAddress ? [NatPmpServerMirror.Address()] : map(request));

    public LoopbackGateway Server { get; }

    public NatPmpProbe Probe { get; }

    public RecordingSink Sink { get; } = new();

    public IReadOnlyList<byte[]> MapRequests => [.. Server.Received.Where(request => request[1] != NatPmpServerMirror.ExternalAddress)];

    public static MappingRequest Request(string host = "127.0.0.1", Transport transport = Transport.Tcp) => new()
    {
        Transport = transport,
        Internal = new IPEndPoint(IPAddress.Parse(host), 554),
        ExternalPort = 8554,
    };

    public async Task<IGatewayProtocol> Ask()
    {
        Probe.Send(0);
        await Eventually.True(() => !Sink.FoundProtocols.IsEmpty, "NAT-PMP is found");
        return Sink.FoundProtocols.First();
    }

    public async ValueTask DisposeAsync()
    {
        await Probe.DisposeAsync();
        await Server.DisposeAsync();
    }
}
