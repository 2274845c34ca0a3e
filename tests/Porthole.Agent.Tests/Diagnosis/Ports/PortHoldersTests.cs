using System.Net;
using System.Net.Sockets;
using Porthole.Agent.Diagnosis.Ports;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Ports;

public sealed class PortHoldersTests
{
    [Theory]
    [InlineData("STREAM", "127.0.0.1", Transport.Tcp)]
    [InlineData("STREAM", "0.0.0.0", Transport.Tcp)]
    [InlineData("STREAM", "::", Transport.Tcp)]
    [InlineData("STREAM", "::ffff:127.0.0.1", Transport.Tcp)]
    [InlineData("DGRAM", "127.0.0.1", Transport.Udp)]
    [InlineData("DGRAM", "::", Transport.Udp)]
    public async Task Find_AnotherProgramHasThePort_NamesIt(string kind, string address, Transport transport)
    {
        Assert.SkipWhen(OtherProgram.Missing is not null, OtherProgram.Missing ?? "");
        using var program = await OtherProgram.HoldAsync(kind, address);

        var holder = PortHolders.Find(transport, program.EndPoint);

        holder.ShouldNotBeNull().ProcessId.ShouldBe(program.Id);
        holder.Name.ShouldStartWith("python3");
        holder.ToString().ShouldBe($"{holder.Name} (PID {program.Id})");
        holder.IsThisProcess.ShouldBeFalse();
    }

    [Fact]
    public async Task Find_OtherTransportOrAddress_IsNobody()
    {
        Assert.SkipWhen(OtherProgram.Missing is not null, OtherProgram.Missing ?? "");
        using var program = await OtherProgram.HoldAsync();

        PortHolders.Find(Transport.Udp, program.EndPoint).ShouldBeNull();
        PortHolders.Find(Transport.Tcp, new IPEndPoint(IPAddress.Parse("127.0.0.77"), program.Port)).ShouldBeNull();
    }

    [Fact]
    public void Find_ThisProcessHasThePort_SaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "Other systems are not asked.");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();

        var holder = PortHolders.Find(Transport.Tcp, (IPEndPoint)socket.LocalEndPoint!);

        holder.ShouldNotBeNull().IsThisProcess.ShouldBeTrue();
        holder.ToString().ShouldBe("Porthole itself");
    }

    [Fact]
    public void Of_AProcessThatEnded_HasNoName() => new PortHolder(12, null).ToString().ShouldBe("process 12");
}
