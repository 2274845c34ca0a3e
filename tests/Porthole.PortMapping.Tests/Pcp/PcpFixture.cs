using System.Net;
using Porthole.PortMapping.Discovery;
using Porthole.PortMapping.Pcp;
using Porthole.PortMapping.Tests.Discovery;

namespace Porthole.PortMapping.Tests.Pcp;

/// <summary>
/// A PCP probe against a server on loopback; <see cref="Ask"/> searches and hands over the protocol.
/// Unless a test moves it, time stands still, so that no answer comes too late on a busy machine.
/// </summary>
internal sealed class PcpFixture : IAsyncDisposable
{
    private readonly PcpProbe _probe;

    public PcpFixture(Func<byte[], IEnumerable<byte[]>> map, TimeProvider? time = null, GatewayIdentity? identity = null)
    {
        Server = new LoopbackGateway(request => PcpServerMirror.Opcode(request) == PcpServerMirror.Announce
            ? [PcpServerMirror.Reply(request)]
            : map(request));
        _probe = new PcpProbe(LoopbackGateway.Gateway, Server.Options(MappingProtocol.Pcp), identity ?? Identities.Plain, time ?? new ManualTime());
        _probe.Start(Sink);
    }

    public LoopbackGateway Server { get; }

    public RecordingSink Sink { get; } = new();

    public static MappingRequest Request(string host = "127.0.0.1", ushort port = 554, ushort external = 8554) => new()
    {
        Transport = Transport.Tcp,
        Internal = new IPEndPoint(IPAddress.Parse(host), port),
        ExternalPort = external,
        Description = "Front door",
    };

    public IReadOnlyList<byte[]> MapRequests => [.. Server.Received.Where(request => request[1] == PcpServerMirror.Map)];

    public PcpProbe Probe => _probe;

    public async Task<IGatewayProtocol> Ask()
    {
        _probe.Send(0);
        await Eventually.True(() => !Sink.FoundProtocols.IsEmpty, "PCP is found");
        return Sink.FoundProtocols.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _probe.DisposeAsync();
        await Server.DisposeAsync();
    }
}
