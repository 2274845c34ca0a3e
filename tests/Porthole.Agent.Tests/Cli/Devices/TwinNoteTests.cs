using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Tests.Cli.Devices;

public sealed class TwinNoteTests
{
    private static readonly RegisteredDocument FrontDoor = Device("front-door", "192.168.1.20", 554);

    [Fact]
    public void Of_TheSamePortOfTheSameAddress_NamesTheOtherAndWhatToDo() =>
        TwinNote.Of(Device("camera", "192.168.1.20", 80, 554), [FrontDoor, Device("camera", "192.168.1.20", 80, 554)])
            .ShouldBe("\"front-door\" opens port 554 of 192.168.1.20 already. If it is the same camera, take one of the two out: porthole devices remove camera");

    [Theory]
    [InlineData("192.168.1.20", 555)]
    [InlineData("192.168.1.21", 554)]
    public void Of_AnotherPortOrAddress_IsNothing(string address, int port) => TwinNote.Of(Device("camera", address, port), [FrontDoor]).ShouldBeNull();

    private static RegisteredDocument Device(string id, string address, params int[] ports) => new()
    {
        Id = id,
        Fixed = false,
        Name = id,
        Address = address,
        Ports = [.. ports.Select(port => new PortDocument { Name = $"p{port}", Protocol = "tcp", Internal = port, Route = "auto" })],
    };
}
