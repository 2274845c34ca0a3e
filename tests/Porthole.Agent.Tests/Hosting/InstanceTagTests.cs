using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Hosting;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Hosting;

/// <summary>Which tag a state folder gives on which machine.</summary>
public sealed class InstanceTagTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeMemory _memory = new();

    public InstanceTagTests() => _memory.Save(AgentMemory.Fresh() with
    {
        DescriptionUrl = new Uri("http://192.168.1.1:5000/rootDesc.xml"),
        Forwards = ImmutableSortedDictionary<string, RememberedForward>.Empty.Add("door/rtsp", Held),
        Leftovers = [Held with { External = 8555 }],
        Asked = [Held with { External = 8556 }],
    });

    private static RememberedForward Held => new() { Wish = 8554, External = 8554, Transport = Transport.Tcp, Via = MappingProtocol.UpnpIgd, Internal = "192.168.1.10:8554", Description = "Porthole-0a1b door/rtsp" };

    private string File => _folder.File("instance");

    [Fact]
    public void For_SameMachine_IsTheSameAndNothingIsForgotten()
    {
        var first = Tag("one");

        Tag("one").ShouldBe(first);
        _memory.Saved.Forwards.ShouldNotBeEmpty();
    }

    [Fact]
    public void For_FolderCopiedToAnotherMachine_IsAnotherAndWhatTheFirstHoldsIsForgotten()
    {
        var first = Tag("one");
        var secret = _memory.Saved.NonceSecret;

        var copy = Tag("two");

        copy.ShouldNotBe(first);
        Tag("two").ShouldBe(copy);
        var memory = _memory.Saved;
        memory.Forwards.ShouldBeEmpty();
        memory.Leftovers.ShouldBeEmpty();
        memory.Asked.ShouldBeEmpty();
        memory.NonceSecret.ShouldNotBe(secret);
        memory.DescriptionUrl.ShouldNotBeNull();
    }

    [Fact]
    public void For_FolderOfAnOlderVersion_KeepsItsTag()
    {
        System.IO.File.WriteAllText(File, "0a1b\n");

        Tag("one").ShouldBe("Porthole-0a1b");
        _memory.Saved.Forwards.ShouldNotBeEmpty();
        System.IO.File.ReadAllText(File).ShouldBe("0a1b one");
    }

    [Fact]
    public void For_MachineWithoutAWord_KeepsTheTagAndTheWordThatIsThere()
    {
        System.IO.File.WriteAllText(File, "0a1b one");

        Tag(null).ShouldBe("Porthole-0a1b");
        System.IO.File.ReadAllText(File).ShouldBe("0a1b one");
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("0A1B one")]
    [InlineData("\0\0\0\0 one")]
    public void For_Rubbish_IsANewTag(string content)
    {
        System.IO.File.WriteAllText(File, content);

        Tag("one").ShouldMatch("^Porthole-[0-9a-f]{4}$");
        Tag("one").ShouldBe(Tag("one"));
    }

    [Fact]
    public void Renew_IsKept()
    {
        var tag = InstanceTag.For(_folder.State, "one", _memory, NullLogger.Instance);

        tag.Renew();

        Tag("one").ShouldBe(tag.Mark);
    }

    [Theory]
    [InlineData("b08dfa6083e7567a1921a715000001fb\n")]
    [InlineData("b08dfa60-83e7-567a-1921-a715000001fb")]
    public void MachineWord_OfAnIdentifier_TellsNothingOfIt(string id) => MachineWord.Of(id).ShouldNotBeNull().ShouldMatch("^[0-9a-f]{16}$");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("uninitialized\n")]
    public void MachineWord_OfNoIdentifier_IsNone(string? id) => MachineWord.Of(id).ShouldBeNull();

    public void Dispose() => _folder.Dispose();

    private string Tag(string? machine) => InstanceTag.For(_folder.State, machine, _memory, NullLogger.Instance).Mark;
}
