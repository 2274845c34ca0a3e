using System.Net;
using Porthole.PortMapping.Pcp;

namespace Porthole.PortMapping.Tests.Pcp;

public sealed class PcpNoncesTests
{
    private static readonly IPEndPoint Camera = new(IPAddress.Parse("192.168.1.20"), 554);
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public void For_SameSecret_IsTheSameInAnotherRun() =>
        new PcpNonces(Secret).For(Transport.Tcp, Camera).ShouldBe(new PcpNonces(Secret).For(Transport.Tcp, Camera));

    [Fact]
    public void For_AnotherMappingOrSecret_Differs()
    {
        var sut = new PcpNonces(Secret);
        PcpNonce[] nonces =
        [
            sut.For(Transport.Tcp, Camera),
            sut.For(Transport.Udp, Camera),
            sut.For(Transport.Tcp, new IPEndPoint(Camera.Address, 555)),
            sut.For(Transport.Tcp, new IPEndPoint(IPAddress.Parse("192.168.1.21"), 554)),
            new PcpNonces(new byte[32]).For(Transport.Tcp, Camera),
        ];
        nonces.Distinct().Count().ShouldBe(nonces.Length);
    }

    [Fact]
    public void For_NoSecret_IsRandomButStableWithinTheSession()
    {
        var sut = new PcpNonces(default);
        sut.For(Transport.Tcp, Camera).ShouldBe(sut.For(Transport.Tcp, Camera));
        sut.For(Transport.Tcp, Camera).ShouldNotBe(new PcpNonces(default).For(Transport.Tcp, Camera));
    }
}
