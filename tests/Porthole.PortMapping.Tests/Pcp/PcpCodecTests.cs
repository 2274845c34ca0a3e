using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Porthole.PortMapping.Pcp;

namespace Porthole.PortMapping.Tests.Pcp;

public sealed class PcpCodecTests
{
    private static readonly IPAddress Self = IPAddress.Parse("192.168.1.10");

    [Fact]
    public void WriteAnnounce_OwnAddress_IsTheBareHeaderOfRfc6887()
    {
        PcpCodec.WriteAnnounce(Self).ShouldBe(Convert.FromHexString(
            "02000000" + "00000000" + "00000000000000000000FFFFC0A8010A"));
    }

    [Fact]
    public void WriteMap_AllOptions_IsTheLayoutOfRfc6887()
    {
        var map = new PcpMapData(new PcpNonce(0x0102030405060708, 0x090A0B0C), Transport.Tcp, 554, 8554, IPAddress.Any);
        var message = PcpMapCodec.Write(new PcpMapRequest(Self, 3600, map, IPAddress.Parse("192.168.1.20"), PreferFailure: true));

        message.ShouldBe(Convert.FromHexString(
            "0201000000000E10" + "00000000000000000000FFFFC0A8010A"
            + "0102030405060708090A0B0C" + "06000000" + "022A216A" + "00000000000000000000FFFF00000000"
            + "01000010" + "00000000000000000000FFFFC0A80114"
            + "02000000"));
    }

    [Fact]
    public void WriteThenReply_AnyMapping_ReadsBackTheSame() =>
        Prop.ForAll<ulong, uint, ushort>((high, low, internalPort) =>
        {
            var externalPort = (ushort)~internalPort;
            var map = new PcpMapData(new PcpNonce(high, low), Transport.Udp, internalPort, externalPort, IPAddress.Parse("198.51.100.7"));
            var request = PcpMapCodec.Write(new PcpMapRequest(Self, low, map, PreferFailure: high % 2 == 0));
            PcpCodec.TryRead(PcpServerMirror.Reply(request, epoch: low), out var response).ShouldBeTrue();
            response.ShouldBe(new PcpResponse { Version = 2, Opcode = PcpOpcode.Map, Lifetime = low, Epoch = low, Map = map });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryRead_Request_IsNoResponse() => PcpCodec.TryRead(PcpCodec.WriteAnnounce(Self), out _).ShouldBeFalse();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(23)]
    [InlineData(25)]
    [InlineData(1104)]
    public void TryRead_LengthThatRfc6887Forbids_IsDropped(int length)
    {
        var message = new byte[length];
        PcpServerMirror.Announcement(7).AsSpan(0, Math.Min(24, length)).CopyTo(message);
        PcpCodec.TryRead(message, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryRead_MapSuccessCutShort_IsDropped() =>
        PcpCodec.TryRead(PcpServerMirror.Reply(MapRequest()).AsSpan(0, 56), out _).ShouldBeFalse();

    [Fact]
    public void TryRead_MapErrorAsBareHeader_IsTheError()
    {
        PcpCodec.TryRead(PcpServerMirror.Reply(MapRequest(), PcpResultCode.NotAuthorized).AsSpan(0, 24), out var response).ShouldBeTrue();
        response.Result.ShouldBe(PcpResultCode.NotAuthorized);
        response.Map.ShouldBeNull();
    }

    [Fact]
    public void TryRead_NatPmpGatewaysEightBytes_IsAnotherVersion()
    {
        PcpCodec.TryRead([0, 0x80, 0, 1, 0, 0, 0, 9], out var response).ShouldBeTrue();
        response.Version.ShouldBe((byte)0);
        response.Result.ShouldBe(PcpResultCode.UnsuppVersion);
    }

    [Fact]
    public void TryRead_AnyBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            PcpCodec.TryRead(bytes, out _);
        }).QuickCheckThrowOnFailure();

    private static byte[] MapRequest() =>
        PcpMapCodec.Write(new PcpMapRequest(Self, 60, new PcpMapData(default, Transport.Tcp, 80, 8080, IPAddress.Any)));
}
