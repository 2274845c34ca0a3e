using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Porthole.PortMapping.NatPmp;

namespace Porthole.PortMapping.Tests.NatPmp;

public sealed class NatPmpCodecTests
{
    [Fact]
    public void WriteExternalAddress_Always_IsTwoZeroBytes() => NatPmpCodec.WriteExternalAddress().ShouldBe(new byte[] { 0, 0 });

    [Theory]
    [InlineData(Transport.Udp, "0001000003E81F90000E1000")]
    [InlineData(Transport.Tcp, "0002000003E81F90000E1000")]
    public void WriteMap_Request_IsTheLayoutOfRfc6886(Transport transport, string hex) =>
        NatPmpCodec.WriteMap(transport, new NatPmpMapData(1000, 8080, 0x000E1000)).ShouldBe(Convert.FromHexString(hex));

    [Fact]
    public void WriteThenReply_AnyMapping_ReadsBackTheSame() =>
        Prop.ForAll<ushort, ushort, uint>((internalPort, externalPort, lifetime) =>
        {
            var map = new NatPmpMapData(internalPort, externalPort, lifetime);
            var reply = NatPmpServerMirror.Mapped(NatPmpCodec.WriteMap(Transport.Tcp, map), epoch: ~lifetime);
            NatPmpCodec.TryRead(reply, out var response).ShouldBeTrue();
            response.ShouldBe(new NatPmpResponse { Opcode = NatPmpOpcode.MapTcp, Epoch = ~lifetime, Map = map });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryRead_ExternalAddress_IsRead()
    {
        NatPmpCodec.TryRead(NatPmpServerMirror.Address("198.51.100.7", epoch: 42), out var response).ShouldBeTrue();
        response.ExternalAddress.ShouldBe(IPAddress.Parse("198.51.100.7"));
        response.Epoch.ShouldBe(42u);
    }

    [Fact]
    public void TryRead_ErrorOfEightBytes_IsTheError()
    {
        NatPmpCodec.TryRead(NatPmpServerMirror.Error(NatPmpServerMirror.Tcp, result: 2), out var response).ShouldBeTrue();
        response.Result.ShouldBe(NatPmpResultCode.NotAuthorized);
        response.Map.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("00800000")]
    [InlineData("0000000000000001")] // a request's opcode
    [InlineData("0280000000000001C6336407")] // PCP's version
    [InlineData("0080000000000001C63364")] // success without the whole address
    [InlineData("0081000000000001022A216A")] // success without a lifetime
    [InlineData("00FF000000000001022A216A00000E10")] // success of an opcode that nobody knows
    public void TryRead_NoResponse_IsDropped(string hex) =>
        NatPmpCodec.TryRead(Convert.FromHexString(hex), out _).ShouldBeFalse();

    [Fact]
    public void TryRead_AnyBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            NatPmpCodec.TryRead(bytes, out _);
        }).QuickCheckThrowOnFailure();
}
