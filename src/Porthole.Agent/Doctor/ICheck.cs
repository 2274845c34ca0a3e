namespace Porthole.Agent.Doctor;

/// <summary>One step of the way from cable to camera.</summary>
internal interface ICheck
{
    /// <summary>Its name for programs; stable.</summary>
    string Id { get; }

    string Title { get; }

    /// <summary>Looks; one finding for each thing looked at. It changes nothing that it does not change back.</summary>
    IAsyncEnumerable<Finding> RunAsync(Patient patient, CancellationToken cancellationToken);
}
