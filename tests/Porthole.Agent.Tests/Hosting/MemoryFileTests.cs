using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Hosting;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Hosting;

public sealed class MemoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("porthole-memory-").FullName;

    private string File => Path.Combine(_folder, "memory.json");

    [Fact]
    public void Load_WhatWasSaved_ComesBack()
    {
        var memory = AgentMemory.Fresh() with
        {
            DescriptionUrl = new Uri("http://192.168.1.1:5555/rootDesc.xml"),
            Forwards = ImmutableSortedDictionary<string, RememberedForward>.Empty.Add("door/rtsp", new RememberedForward
            {
                Wish = 8554,
                External = 18554,
                Transport = Transport.Udp,
                Via = MappingProtocol.NatPmp,
                Internal = "192.168.1.10:8554",
                Description = "Porthole-0a1b door/rtsp",
            }),
        };
        Open().Save(memory);

        Open().Load().ShouldBe(memory);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":99,\"nonceSecret\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}")]
    [InlineData("{\"version\":1,\"nonceSecret\":\"AA==\"}")]
    [InlineData("{\"version\":1,\"nonceSecret\":null}")]
    [InlineData("{\"version\":1,\"nonceSecret\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"forwards\":null}")]
    [InlineData("{\"version\":1,\"nonceSecret\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"forwards\":{\"a/b\":null}}")]
    [InlineData("{\"version\":1,\"nonceSecret\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"leftovers\":[null]}")]
    [InlineData("{\"version\":1,\"nonceSecret\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"asked\":[null]}")]
    [InlineData("{\"version\":1,\"nonceSecret\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"gateways\":{\"x\":null}}")]
    [InlineData("{\"version\":1,\"nonceSecret\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"leftovers\":[{\"wish\":1,\"external\":1,\"transport\":\"Tcp\",\"via\":\"Pcp\",\"internal\":null,\"description\":\"\"}]}")]
    [InlineData("\u0000\u0000\u0000")]
    public void Load_Unusable_BeginsAnewAndKeepsTheOldFile(string content)
    {
        System.IO.File.WriteAllText(File, content);

        Open().Load().Forwards.ShouldBeEmpty();

        System.IO.File.ReadAllText(File + ".unreadable").ShouldBe(content);
    }

    [Fact]
    public void Save_FolderGone_GoesOn() => Should.NotThrow(() => new MemoryFile(Path.Combine(_folder, "gone", "memory.json"), NullLogger<MemoryFile>.Instance).Save(AgentMemory.Fresh()));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private MemoryFile Open() => new(File, NullLogger<MemoryFile>.Instance);
}
