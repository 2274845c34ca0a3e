using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Devices.Registry.Tables;

namespace Porthole.Agent.Tests.Devices.Registry.Tables;

public sealed class DeviceTableTests
{
    [Fact]
    public void Read_ColumnsInAnyOrder_GivesTheDevices()
    {
        var (rows, errors) = DeviceTable.Read("Ports,NAME,address,allowFrom\r\n\"rtsp:554>8554/tcp;http:80>8080\",\"Front, \"\"big\"\" door\",192.0.2.1,\"203.0.113.0/24; 198.51.100.7\"\r\n");

        errors.ShouldBeEmpty();
        var device = rows.ShouldHaveSingleItem().Device;
        device.Name.ShouldBe("Front, \"big\" door");
        device.Ports.ShouldBe(
            [
                new PortDocument { Name = "rtsp", Protocol = "tcp", Internal = 554, External = 8554, Route = "auto" },
                new PortDocument { Name = "http", Protocol = "tcp", Internal = 80, External = 8080, Route = "auto" },
            ]);
        device.AllowFrom.ShouldBe(["203.0.113.0/24", "198.51.100.7"]);
    }

    [Fact]
    public void Read_SemicolonsAsExcelWritesThem_IsTheSame()
    {
        var (rows, errors) = DeviceTable.Read("\uFEFFname;address;ports\n\nYard;192.0.2.1;\"554;80:8080\"\n");

        errors.ShouldBeEmpty();
        rows[0].Line.ShouldBe(3);
        rows[0].Device.Ports.Select(port => (port.Name, port.Internal, port.External)).ShouldBe([("rtsp", 554, null), ("http", 80, 8080)]);
    }

    [Fact]
    public void Read_Mistakes_AreToldWithRowAndColumnAllAtOnce()
    {
        var (rows, errors) = DeviceTable.Read("name,address,ports,paused\nA,192.0.2.1,rtsp,no\nB,192.0.2.2,554,perhaps\nC,192.0.2.3,554,no\nD,192.0.2.4,554,no,surplus\n");

        errors.Select(error => (error.Line, error.Column)).ShouldBe([(2, "ports"), (3, "paused"), (5, "")]);
        rows.Where(row => row.IsGood).Select(row => row.Device.Name).ShouldBe(["C"]);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,address\nA,1", "missing")]
    [InlineData("name,address,ports,colour\n", "no such column")]
    [InlineData("name,name,address,ports\n", "twice")]
    [InlineData("name,address,ports\n\"A,192.0.2.1,554\n", "never ends")]
    public void Read_NoTable_SaysWhy(string text, string why) => DeviceTable.Read(text).Errors[0].Message.ShouldContain(why);

    [Fact]
    public void Write_NameThatASpreadsheetWouldRun_IsGuardedAndReadBack()
    {
        var text = DeviceTable.Write([Device("=cmd|' /C calc'!A0")]);

        text.ShouldContain("'=cmd");
        DeviceTable.Read(text).Rows[0].Device.Name.ShouldBe("=cmd|' /C calc'!A0");
    }

    [Fact]
    public void WriteAndRead_AnyDevice_RoundTrips()
    {
        var words = Gen.Elements("Door", "a,b", "x;y", "\"q\"", "=1+1", "Tür 7", "'", "line\nbreak", "\t", "-").NonEmptyListOf().Select(list => string.Concat(list).Trim()).Where(word => word.Length > 0 && !word.StartsWith('\''));
        var port =
            from name in Gen.Elements("rtsp", "http", "my port", "sub-stream", "p2")
            from inner in Gen.Choose(1, 65535)
            from outer in Gen.Choose(0, 65535)
            from protocol in Gen.Elements("tcp", "udp")
            from route in Gen.Elements("auto", "direct", "relay")
            select new PortDocument { Name = name, Internal = inner, External = outer == 0 ? null : outer, Protocol = protocol, Route = route };
        var device =
            from name in words
            from ports in port.NonEmptyListOf()
            from paused in Gen.Elements(true, false)
            from allowed in Gen.Elements(null, new[] { "203.0.113.0/24" }, new[] { "198.51.100.7", "::1" })
            select Device(name) with { Ports = [.. ports], Paused = paused, AllowFrom = allowed };

        Prop.ForAll(device.NonEmptyListOf().ToArbitrary(), devices =>
        {
            var (rows, errors) = DeviceTable.Read(DeviceTable.Write(devices));
            errors.ShouldBeEmpty();
            rows.Select(row => Text(row.Device)).ShouldBe(devices.Select(Text));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_AnyText_NeverThrows() => Prop.ForAll(
        Gen.Elements("name", "address", "ports", ",", ";", "\"", "\n", "\r\n", "554", ":", ">", "'", "=", "\uFEFF", "\0").ListOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            var (rows, errors) = DeviceTable.Read(text);
            (rows.IsDefault || errors.IsDefault).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    private static DeviceDocument Device(string name) => new() { Name = name, Address = "192.0.2.1", Ports = [new PortDocument { Name = "http", Internal = 80, Protocol = "tcp", Route = "auto" }] };

    private static string Text(DeviceDocument device) => JsonSerializer.Serialize(device, DeviceJson.Default.DeviceDocument);
}
