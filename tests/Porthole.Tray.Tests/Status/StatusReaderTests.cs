using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Porthole.EndToEnd.Tests.Windows;
using Porthole.Tray.Status;

namespace Porthole.Tray.Tests.Status;

public sealed class StatusReaderTests
{
    [Fact]
    public void Read_AgentsDocument_TakesWhatIsShown()
    {
        var status = Read(SampleStatus.OneRefused).ShouldNotBeNull();

        status.Forwards.Count.ShouldBe(4);
        status.Forwards[0].ShouldBe(new Forward
        {
            Id = "front-door/rtsp",
            Device = "Front door",
            Name = "rtsp",
            State = ForwardState.Mapped,
            External = "198.51.100.7:8554",
            Url = SampleStatus.RtspUrl,
        });
        status.Forwards[0].DeviceId.ShouldBe("front-door");
        status.Forwards[2].State.ShouldBe(ForwardState.Failed);
        status.Forwards[2].RelayListen.ShouldBe("192.168.1.10:8555");
        status.Forwards[3].State.ShouldBe(ForwardState.Paused);
        status.Problems.Single().Code.ShouldBe("PH204");
        status.Problems.Single().Remedy.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"forwards":null}""")]
    [InlineData("""{"forwards":{}}""")]
    [InlineData("""{"forwards":[]} trailing""")]
    public void Read_NoStatusDocument_GivesNone(string json) => Read(json).ShouldBeNull();

    [Fact]
    public void Read_TooDeep_GivesNone() =>
        Read($$"""{"forwards":[],"x":{{new string('[', 100_000)}}""").ShouldBeNull();

    [Theory]
    [InlineData("""{"forwards":[]}""")]
    [InlineData("""{"forwards":[7,null,"x",[],{},{"id":""},{"id":7}],"problems":{}}""")]
    [InlineData("""{"forwards":[],"problems":null,"more":{"a":[1,2]}}""")]
    public void Read_NothingUsable_GivesAnEmptyDocument(string json)
    {
        var status = Read(json).ShouldNotBeNull();

        status.Forwards.ShouldBeEmpty();
        status.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Read_ValuesOfAnotherKind_ArePassedOver()
    {
        var status = Read("""
            {"forwards":[{"id":"a/b","device":1,"name":null,"state":"melted","external":{},"url":[],"relay":"x"}],
             "problems":[{"code":3,"title":[],"remedy":"x"},{"remedy":[1,null,"do this","\ud800"]}]}
            """).ShouldNotBeNull();

        status.Forwards.Single().ShouldBe(new Forward { Id = "a/b", Device = "a/b", Name = "", State = ForwardState.Unknown });
        status.Problems[0].Remedy.ShouldBeEmpty();
        status.Problems[1].Remedy.ShouldBe(["do this"]);
    }

    [Fact]
    public void Read_DamagedDocument_NeverThrows() => Prop.ForAll<int, byte>((place, value) =>
    {
        var json = Encoding.UTF8.GetBytes(SampleStatus.OneRefused);
        json[(place & int.MaxValue) % json.Length] = value;
        StatusReader.Read(json);
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Read_AnyBytes_NeverThrows() => Prop.ForAll<byte[]>(bytes =>
    {
        StatusReader.Read(bytes);
        return true;
    }).QuickCheckThrowOnFailure();

    private static StatusDocument? Read(string json) => StatusReader.Read(Encoding.UTF8.GetBytes(json));
}
